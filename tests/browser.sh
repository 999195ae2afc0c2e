#!/bin/sh
# A Chromium and Chinese fonts for the browser tests: installed where that is possible, else said.
set -eu

has_fonts() { command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .; }
has_browser() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        command -v google-chrome >/dev/null
}

has_office() { command -v soffice >/dev/null || command -v libreoffice >/dev/null; }

if has_browser && has_fonts && has_office; then exit 0; fi
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
    if [ -z "$sudo" ] || sudo -n true 2>/dev/null; then
        $sudo apt-get update -qq
        has_fonts || $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends fonts-noto-cjk fontconfig
        # On Ubuntu `chromium` is a snap; its runners have google-chrome already.
        has_browser || $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium
    fi
fi
has_office() { command -v soffice >/dev/null || command -v libreoffice >/dev/null; }

if has_browser && has_fonts && has_office; then exit 0; fi
echo "The browser tests need Chromium or Chrome and a Chinese font."
echo "  Debian, as root:  apt-get install chromium fonts-noto-cjk fontconfig"
echo "  elsewhere:        install Chromium, set CHROMIUM to its path, and install Noto Sans CJK"
exit 1

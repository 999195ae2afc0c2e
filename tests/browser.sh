#!/bin/sh
# Chromium, a Chinese font, LibreOffice, R and Java for the tests: installed where possible, else said.
set -eu

has_fonts() { command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .; }
has_office() { command -v soffice >/dev/null || command -v libreoffice >/dev/null; }
has_r() { command -v Rscript >/dev/null; }
has_java() { command -v java >/dev/null; }
has_shell() { [ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell >/dev/null; }
has_browser() {
    has_shell || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        command -v google-chrome >/dev/null
}

if has_shell && has_fonts && has_office && has_r && has_java; then exit 0; fi
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
    if [ -z "$sudo" ] || sudo -n true 2>/dev/null; then
        get="$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends"
        $sudo apt-get update -qq
        has_fonts || $get fonts-noto-cjk fontconfig
        has_office || $get libreoffice-calc-nogui
        has_r || $get r-base-core
        has_java || $get default-jre-headless
        # The headless shell does a quarter of the work. On Ubuntu there is none, and `chromium` is a
        # snap; its runners have google-chrome already.
        has_shell || $get chromium-headless-shell 2>/dev/null || has_browser || $get chromium
    fi
fi
if has_browser && has_fonts && has_office && has_r && has_java; then exit 0; fi
echo "The tests need Chromium or Chrome, a Chinese font, LibreOffice Calc, R, and Java."
echo "  Debian, as root:  apt-get install chromium-headless-shell fonts-noto-cjk fontconfig libreoffice-calc-nogui r-base-core default-jre-headless"
echo "  elsewhere:        install these, and set CHROMIUM to the browser's path if it is not found"
exit 1

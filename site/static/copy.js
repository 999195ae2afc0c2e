/* Copying, for pages that have something to copy. */
"use strict";
/* A text into the clipboard; the button says so for a while, then its `label` again. */
const gongkaiCopy = async (content, button, label) => {
  let done = false;
  try {
    await navigator.clipboard.writeText(content);
    done = true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: content });
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  if (!done) return;
  button.textContent = gongkaiWords[document.documentElement.lang.split("-")[0]]["cells-copied"];
  setTimeout(() => (button.textContent = label), 3000);
};

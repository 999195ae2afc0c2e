/* The data page: what can be copied has a button; while the site has no address of its own, recipes
   name the one at which it is read. Without this file all texts are there to be selected. */
"use strict";
(() => {
  if (typeof gongkaiWords === "undefined" || typeof gongkaiCopy === "undefined") return;
  const { served, copy } = document.querySelector("#load").dataset;
  const here = new URL(".", document.querySelector("a[href$='datapackage.json']").href).href;
  const unnamed = location.protocol !== "file:" && !document.querySelector("link[rel=canonical]");
  for (const block of document.querySelectorAll("pre, .quote")) {
    const text = block.querySelector("code") || block;
    if (unnamed) text.textContent = text.textContent.replaceAll(served, here);
    const content = text.textContent.trim();
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: copy });
    button.onclick = () => gongkaiCopy(content, button, copy);
    block.append(button);
  }
})();

// Small comforts on top of pages that work without them.
(function () {
  "use strict";

  function focusErrors(root) {
    var summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  // A <details data-remember="name"> opens again as it was left; only open or closed is kept, never content.
  function rememberDetails(root) {
    root.querySelectorAll("details[data-remember]").forEach(function (details) {
      var key = "open:" + details.dataset.remember;
      try {
        var kept = window.localStorage.getItem(key);
        if (kept !== null) details.open = kept === "1";
        details.addEventListener("toggle", function () {
          window.localStorage.setItem(key, details.open ? "1" : "0");
        });
      } catch {
        // storage is switched off: nothing is remembered
      }
    });
  }

  function nameFiles(root) {
    root.querySelectorAll("[data-drop]").forEach(function (zone) {
      var input = zone.querySelector("input[type=file]");
      var list = zone.querySelector("[data-drop-files]");
      if (!input || !list) return;
      input.addEventListener("change", function () {
        list.replaceChildren.apply(
          list,
          Array.from(input.files).map(function (file) {
            var item = document.createElement("li");
            var size = file.size < 1048576 ? Math.ceil(file.size / 1024) + " kB" : (file.size / 1048576).toFixed(1).replace(".", ",") + " MB";
            item.textContent = file.name + " (" + size + ")";
            return item;
          })
        );
      });
      ["dragenter", "dragover"].forEach(function (name) {
        zone.addEventListener(name, function () { zone.classList.add("drop--over"); });
      });
      ["dragleave", "drop"].forEach(function (name) {
        zone.addEventListener(name, function () { zone.classList.remove("drop--over"); });
      });
    });
  }

  function start(root) {
    focusErrors(root);
    rememberDetails(root);
    nameFiles(root);
  }

  document.addEventListener("click", function (event) {
    var asked = event.target.closest("[data-confirm]");
    if (asked && !window.confirm(asked.dataset.confirm)) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (event.target.closest("[data-print]")) window.print();
  }, true);

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // What was typed here without a connection stays for its owner, until they sign out of this browser.
  document.addEventListener("submit", function (event) {
    if (!/\/sign-out\/$/.test(event.target.action)) return;
    try {
      Object.keys(window.localStorage).forEach(function (key) {
        if (key.indexOf("hoaban:draft:") === 0) window.localStorage.removeItem(key);
      });
    } catch {
      // storage is switched off: nothing was kept
    }
  });

  // The same form sent twice by an impatient double click is sent once.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 3000);
  });

  document.addEventListener("DOMContentLoaded", function () { start(document); });
  document.addEventListener("htmx:load", function (event) {
    if (event.target !== document.body) start(event.target);
  });
})();

// Keeps what is typed into a form as a draft on the server, without a button: some seconds after the last key, and when
// the page is left. Nothing is kept in the browser. Without this script the buttons do the same.
(function () {
  "use strict";

  var QUIET = 15000;

  function watch(form) {
    if (form.dataset.watched || !form.querySelector("[value=complete]")) return;
    form.dataset.watched = "1";
    var changed = false, sending = false, timer = null;
    var told = form.querySelector("[data-kept]");

    function keep() {
      window.clearTimeout(timer);
      if (!changed || sending || form.dataset.sent) return;
      changed = false;
      sending = true;
      var body = new FormData(form);
      body.set("do", "keep");
      window.fetch(form.action, { method: "POST", body: body, keepalive: true, credentials: "same-origin", headers: { "HX-Request": "true" } })
        .then(function (answer) {
          sending = false;
          var seen = answer.headers.get("X-Seen");
          if (answer.status === 204 && seen) {
            form.querySelector("[name=seen]").value = seen;
            if (told) told.textContent = told.dataset.kept + " " + new Date().toLocaleTimeString("vi-VN");
          } else {
            changed = true;
            if (told) told.textContent = told.dataset.lost;
          }
        })
        .catch(function () {
          sending = false;
          changed = true;
          if (told) told.textContent = told.dataset.lost;
          timer = window.setTimeout(keep, QUIET);
        });
    }

    form.addEventListener("input", function () {
      changed = true;
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, QUIET);
    });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") keep();
    });
  }

  // Alt+B writes what is normal, also where the browser keeps access keys to itself.
  document.addEventListener("keydown", function (event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyB") return;
    var button = document.querySelector("form[data-sheet] button[value='normal:*']");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  function start(root) {
    root.querySelectorAll("form[data-sheet]").forEach(watch);
  }

  document.addEventListener("DOMContentLoaded", function () { start(document); });
  document.addEventListener("htmx:load", function (event) { start(event.target); });
})();

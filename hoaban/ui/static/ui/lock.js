// The idle lock: hides the page behind a layer and leaves it as it was, so that nothing that was being written is lost.
// The server locks too; this only comes first, and tells it that somebody is typing.
(function () {
  "use strict";

  var layer = document.getElementById("lock");
  if (!layer) return;
  var TELL_EVERY = 20000;
  var idle = Number(layer.dataset.idle) * 1000;
  var owner = layer.dataset.owner;
  var body = layer.querySelector("[data-lock-body]");
  var over = layer.querySelector("[data-lock-over]");
  var offline = layer.querySelector("[data-lock-offline]");
  var title = document.title;
  var locked = false;
  var left = null;
  var last = Date.now();
  var told = last;
  var channel = "BroadcastChannel" in window ? new BroadcastChannel("hoaban:lock") : null;

  function token() {
    var field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }

  function ask(address, options) {
    var headers = Object.assign({ "X-CSRFToken": token(), "X-Layer": "1", Accept: "application/json, text/html" }, options.headers);
    return window.fetch(address, Object.assign({ credentials: "same-origin", redirect: "manual" }, options, { headers: headers }));
  }

  function say(kind) {
    if (channel) channel.postMessage({ kind: kind, owner: owner });
  }

  function others() {
    return Array.from(document.body.children).filter(function (one) {
      return one !== layer && one.tagName !== "SCRIPT";
    });
  }

  function show(part) {
    [body, over, offline].forEach(function (one) { one.hidden = one !== part; });
  }

  function fill(html) {
    show(body);
    body.innerHTML = html;
    var first = body.querySelector("[autofocus], input:not([type=hidden]):not([type=radio])") || layer.querySelector("h2");
    first.focus();
  }

  // How to unlock, from the server: it has locked by then, or its answer says that the session is over.
  function askHow(why) {
    show(null);
    var asked = why ? ask(layer.dataset.lock, { method: "POST", headers: { "X-Layer": why } }) : ask(layer.dataset.locked, {});
    asked.then(function (answer) {
      if (answer.ok) return answer.text().then(fill);
      show(answer.type === "opaqueredirect" || answer.status === 403 ? over : offline);
      return undefined;
    }).catch(function () { show(offline); });
  }

  function lock(why) {
    if (locked) return;
    locked = true;
    left = document.activeElement;
    document.documentElement.classList.add("is-locked");
    others().forEach(function (one) { one.inert = true; });
    document.title = "Hoa Ban";
    layer.hidden = false;
    layer.querySelector("h2").focus();
    if (why) say("lock");
    askHow(why);
  }

  function open() {
    locked = false;
    last = told = Date.now();
    layer.hidden = true;
    body.innerHTML = "";
    others().forEach(function (one) { one.inert = false; });
    document.documentElement.classList.remove("is-locked");
    document.title = title;
    if (left && left.focus) left.focus();
  }

  function proved(answer) {
    if (answer.same) {
      open();
      say("open");
    } else {
      say("switched");
      window.location.replace(answer.next);
    }
  }

  function touch() {
    if (locked) return;
    last = Date.now();
    if (last - told < TELL_EVERY) return;
    told = last;
    say("touch");
    ask(layer.dataset.alive, { method: "POST" }).then(function (answer) {
      if (answer.status === 423 || answer.type === "opaqueredirect") lock("");
    }).catch(function () {
      // the line is down: the server will say so when something is sent
    });
  }

  function look() {
    if (!locked && Date.now() - last >= idle) lock("idle");
  }

  ["pointerdown", "keydown", "wheel", "input"].forEach(function (name) {
    document.addEventListener(name, touch, { capture: true, passive: true });
  });
  window.setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });

  if (channel) {
    channel.onmessage = function (event) {
      var told = event.data;
      if (told.kind === "touch" && told.owner === owner) last = Math.max(last, Date.now());
      if (told.kind === "lock") lock("");
      if (told.kind === "open" && told.owner === owner && locked) open();
      if (told.kind === "switched") window.location.replace("/");
    };
  }

  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 423) lock("");
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.matches("[data-lock-now]")) {
      event.preventDefault();
      delete form.dataset.sent;
      lock("asked");
    } else if (locked && form.matches("[data-unlock]")) {
      event.preventDefault();
      ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then(function (answer) {
        if (answer.ok) return answer.json().then(proved);
        if (answer.status === 403) return answer.text().then(fill);
        show(answer.type === "opaqueredirect" ? over : offline);
        return undefined;
      }).catch(function () { show(offline); });
    }
  });
  document.addEventListener("hoaban:proved", function (event) {
    if (!locked) return;
    event.preventDefault();
    proved(event.detail);
  });
  layer.querySelector("[data-lock-again]").addEventListener("click", function () { askHow("asked"); });
})();

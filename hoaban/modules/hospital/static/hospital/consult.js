// The doctor's list and page: keys, looking for diagnoses, and drafts that are kept by the server every moment.
// Everything works without this file; it only saves hands and loses nothing.
(function () {
  "use strict";

  var AFTER = 700;
  var AGAIN = 3000;
  var LOCAL = "hoaban:draft:";
  var KEPT_DAYS = 7;
  var form = document.getElementById("desk");

  function keyOf(event) {
    return (event.ctrlKey ? "Control+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.metaKey || event.repeat) return;
    var pressed = keyOf(event);
    var button = Array.from(document.querySelectorAll("[data-key]")).find(function (one) { return one.dataset.key === pressed; });
    var find = document.getElementById("find");
    if (pressed === "F8" && find) {
      event.preventDefault();
      find.focus();
    } else if (button && !button.disabled) {
      event.preventDefault();
      button.click();
    }
  });

  if (!form || !form.querySelector("[name=do][value=save]")) return;

  var said = document.getElementById("kept");
  var timer = null;
  var running = null;
  var stopped = false;
  var kept = packed();

  function packed() {
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (!/^(csrfmiddlewaretoken|do|find|number|seen|sure|reason|pick-.*)$/.test(name)) body.append(name, value);
    });
    return body.toString();
  }

  function field(name) { return form.elements.namedItem(name); }

  function tell(text) { said.textContent = text; }

  function post(address, body, automatic) {
    var headers = { "X-CSRFToken": field("csrfmiddlewaretoken").value };
    if (automatic) headers["X-Automatic"] = "1";
    var stop = new AbortController();
    var late = window.setTimeout(function () { stop.abort(); }, 10000);
    return window.fetch(address, {
      method: "POST", credentials: "same-origin", redirect: "manual", headers: headers, body: body, signal: stop.signal
    }).finally(function () { window.clearTimeout(late); });
  }

  // What is typed while the line is down stays in this browser, for its owner alone, until the server has it.

  function localKey() { return LOCAL + form.dataset.owner + ":" + form.dataset.visit; }

  function keepHere(body) {
    try {
      window.localStorage.setItem(localKey(), JSON.stringify({ at: Date.now(), number: field("number").value, body: body }));
    } catch {
      // storage is full or switched off: the page itself still has it
    }
  }

  function forgetHere() {
    try { window.localStorage.removeItem(localKey()); } catch { /* nothing was kept */ }
  }

  function here() {
    try {
      var found = JSON.parse(window.localStorage.getItem(localKey()) || "null");
      return found && Date.now() - found.at < KEPT_DAYS * 86400000 ? found : null;
    } catch {
      return null;
    }
  }

  function refill(body) {
    var values = new URLSearchParams(body);
    ["complaint", "illness", "past", "exam", "treatment", "advice", "disposition", "result", "to_facility"].forEach(function (name) {
      if (values.has(name) && field(name)) field(name).value = values.get(name);
    });
    var codes = values.getAll("dx_code");
    var names = values.getAll("dx_name");
    var roles = values.getAll("dx_role");
    var list = document.getElementById("dx");
    list.replaceChildren();
    return codes.reduce(function (before, code, place) {
      return before.then(function () { return addRow(code, names[place], roles[place]); });
    }, Promise.resolve());
  }

  // Drafts

  function later(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, wait === undefined ? AFTER : wait);
  }

  function send() {
    window.clearTimeout(timer);
    if (running) return running.then(send);
    var body = packed();
    if (stopped || body === kept) return Promise.resolve(body === kept);
    var sent = new URLSearchParams(body);
    sent.append("number", field("number").value);
    running = post(form.dataset.draft, sent, false).then(function (answer) { return answered(answer, body); }, function () {
      keepHere(body);
      tell(form.dataset.lost);
      later(AGAIN);
      return false;
    }).finally(function () { running = null; });
    return running;
  }

  function answered(answer, body) {
    if (answer.status === 409) return answer.json().then(function (told) { return refused(told); });
    if (!answer.ok) {
      keepHere(body);
      tell(answer.status >= 500 ? form.dataset.lost : form.dataset.signedOut);
      return renew().then(function () { later(AGAIN); return false; });
    }
    return answer.json().then(function (told) {
      kept = body;
      field("number").value = told.number;
      forgetHere();
      tell(told.too_long.length ? form.dataset.tooLong + " " + told.too_long.join(", ") : told.said);
      return true;
    });
  }

  // After somebody signed in again in another window the token of this page is old: take the new one.
  function renew() {
    return window.fetch(window.location.pathname, { credentials: "same-origin", redirect: "manual", headers: { "X-Automatic": "1" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html").querySelector("#desk input[name=csrfmiddlewaretoken]");
        if (found) document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (one) { one.value = found.value; });
      }).catch(function () { /* still down */ });
  }

  function refused(told) {
    stopped = true;
    tell(told.why);
    if (!told.elsewhere) return false;
    ["mine", "theirs"].forEach(function (which) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet";
      button.textContent = told[which];
      button.addEventListener("click", function () {
        if (which === "theirs") {
          kept = packed();
          window.location.reload();
          return;
        }
        stopped = false;
        field("number").value = told.number;
        send();
      });
      said.append(" ", button);
    });
    return false;
  }

  form.addEventListener("input", function (event) { if (event.target.id !== "find") later(); });
  form.addEventListener("change", function (event) { if (event.target.id !== "find") later(); });
  window.addEventListener("online", function () { later(0); });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") send(); });
  window.addEventListener("pagehide", function () {
    var body = packed();
    if (stopped || body === kept || running) return;
    var sent = new URLSearchParams(body);
    sent.append("number", field("number").value);
    sent.append("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    if (!window.navigator.sendBeacon(form.dataset.draft, sent)) keepHere(body);
  });

  // What is sent for good is kept as a draft first: should the line break now, it is there.
  var chosen = null;
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (form.dataset.sure || (button && button.value === "discard")) {
      if (button && button.value === "discard") stopped = true;
      return;
    }
    event.preventDefault();
    delete form.dataset.sent;
    if (chosen) return;
    chosen = button;
    send().then(function () {
      var reached = stopped || packed() === kept;
      chosen = null;
      if (!reached) return;
      form.dataset.sure = "1";
      delete form.dataset.sent;
      stopped = true;
      form.requestSubmit(button || undefined);
      window.setTimeout(function () { delete form.dataset.sure; stopped = false; }, 5000);
    });
  });

  // A key that stands for words becomes them when a space, a tab or Enter follows.
  var words = {};
  document.querySelectorAll("#blocks [data-key-text]").forEach(function (one) {
    words[one.dataset.keyText] = one.querySelector("[lang]").textContent;
  });
  function expand(event) {
    var area = event.target;
    if ([" ", "Tab", "Enter"].indexOf(event.key) < 0 || event.ctrlKey || area.selectionStart !== area.selectionEnd) return;
    var before = area.value.slice(0, area.selectionStart);
    var typed = (before.match(/\S+$/) || [""])[0];
    var text = Object.prototype.hasOwnProperty.call(words, typed) ? words[typed] : null;
    if (text === null || area.value.length + text.length > area.maxLength) return;
    area.setRangeText(text, before.length - typed.length, before.length, "end");
    if (event.key !== "Tab") event.preventDefault();
    later();
  }

  form.querySelectorAll("textarea[maxlength]").forEach(function (area) {
    area.addEventListener("keydown", expand);
    area.addEventListener("paste", function (event) {
      var text = (event.clipboardData || { getData: function () { return ""; } }).getData("text");
      var room = area.maxLength - (area.value.length - (area.selectionEnd - area.selectionStart));
      var error = document.getElementById("error-" + area.name);
      error.hidden = text.length <= room;
      if (text.length <= room) return;
      event.preventDefault();
      error.textContent = form.dataset.pasted + " (" + text.length + " / " + area.maxLength + ")";
    });
  });

  // Who else is here

  var presence = document.getElementById("presence");
  function look() {
    if (document.visibilityState === "hidden") return;
    post(form.dataset.presence, new URLSearchParams({ seen: field("seen").value }), true).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (text) {
      if (text !== null && presence.innerHTML !== text) presence.innerHTML = text;
    }).catch(function () { /* the drafts tell that the line is down */ });
  }
  window.setInterval(look, 15000);

  // Looking for a diagnosis

  var find = document.getElementById("find");
  var found = document.getElementById("dx-found");
  var list = document.getElementById("dx");
  var typing = null;
  var shown = null;
  var active = -1;
  var asking = Promise.resolve();

  function options() { return Array.from(found.querySelectorAll("[role=option]")); }

  function ask(more) {
    var query = new URLSearchParams(more);
    query.append("sex", form.dataset.sex);
    var mains = Array.from(list.querySelectorAll("[name=dx_role]")).some(function (one) { return one.value === "main"; });
    if (mains) query.append("main", "1");
    return window.fetch(form.dataset.diagnoses + "?" + query, { credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; });
  }

  function point(place) {
    var all = options();
    active = all.length ? (place + all.length) % all.length : -1;
    all.forEach(function (one, number) { one.setAttribute("aria-selected", String(number === active)); });
    find.setAttribute("aria-expanded", String(all.length > 0));
    if (active < 0) find.removeAttribute("aria-activedescendant");
    else {
      find.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  function search() {
    window.clearTimeout(typing);
    var text = find.value.trim();
    shown = text;
    asking = ask({ q: text }).then(function (answer) {
      if (find.value.trim() !== text) return;
      found.innerHTML = answer;
      point(0);
    }).catch(function () { tell(form.dataset.lost); });
    return asking;
  }

  function close() {
    found.replaceChildren();
    shown = null;
    point(-1);
  }

  function addRow(code, name, role) {
    return ask({ code: code, name: name || "" }).then(function (answer) {
      var made = document.createElement("ol");
      made.innerHTML = answer;
      var row = made.querySelector("li");
      if (!row) return;
      if (role) row.querySelector("[name=dx_role]").value = role;
      list.append(row);
      suggest(row);
    });
  }

  // How the doctor ended the last visit with this diagnosis: proposed, and seen before it is saved.
  function suggest(row) {
    ["disposition", "result"].forEach(function (name) {
      var proposed = row.dataset[name];
      if (proposed && !field(name).value) field(name).value = proposed;
    });
  }

  function pick(option) {
    var code = option ? option.dataset.code : "";
    var name = option ? option.querySelector("[lang]").textContent : find.value.trim();
    if (!code && !name) return;
    find.value = "";
    close();
    addRow(code, name, "").then(function () { find.focus(); later(); });
  }

  find.addEventListener("input", function () {
    window.clearTimeout(typing);
    if (!find.value.trim()) { close(); return; }
    typing = window.setTimeout(search, 120);
  });
  find.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shown === null) search();
      else point(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();
      if (event.repeat) return;
      var text = find.value.trim();
      if (!text && shown === null) return;
      var ready = shown === text ? asking : search();
      ready.then(function () { if (options()[active]) pick(options()[active]); });
    }
  });
  form.addEventListener("click", function (event) {
    var option = event.target.closest("[role=option]");
    var gone = event.target.closest("[data-remove]");
    if (option) {
      event.preventDefault();
      pick(option);
    } else if (event.target.closest("[data-own-words]")) {
      event.preventDefault();
      pick(null);
    } else if (event.target.closest("[data-find]")) {
      event.preventDefault();
      search();
      find.focus();
    } else if (gone) {
      event.preventDefault();
      gone.closest("li").remove();
      find.focus();
      later();
    }
  });

  // Begin

  if (form.dataset.typed) { // what this page came back with is not kept yet
    kept = "";
    later(0);
  }

  var stored = here();
  if (stored && stored.body !== packed()) {
    if (stored.number === field("number").value) {
      refill(stored.body).then(function () { tell(form.dataset.foundLocal); later(0); });
    } else {
      var take = document.createElement("button");
      take.type = "button";
      take.className = "button button--quiet";
      take.textContent = form.dataset.takeLocal;
      take.addEventListener("click", function () { refill(stored.body).then(function () { later(0); }); });
      said.append(" ", take);
    }
  } else forgetHere();

  if (!document.querySelector("[data-focus]")) {
    var first = Array.from(form.querySelectorAll("textarea")).find(function (one) { return !one.value.trim(); }) || find;
    first.focus();
  }
})();

// Drawing on outlines by pointer: strokes become numbers in a hidden field. Without it, places are chosen by name.
(function () {
  "use strict";

  function points(stroke) {
    return (stroke.length > 1 ? stroke : [stroke[0], stroke[0]]).map(function (one) { return one.join(","); }).join(" ");
  }

  function live(zone) {
    if (zone.dataset.live) return;
    zone.dataset.live = "1";
    var svg = zone.querySelector("svg");
    var field = zone.querySelector("[data-marks]");
    var layer = zone.querySelector("[data-strokes]");
    var box = svg.viewBox.baseVal;
    var strokes = field.value ? JSON.parse(field.value) : [];
    var now = null;

    function at(event) {
      var place = svg.getBoundingClientRect();
      var x = Math.round((event.clientX - place.left) * box.width / place.width);
      var y = Math.round((event.clientY - place.top) * box.height / place.height);
      return [Math.min(Math.max(x, 0), box.width), Math.min(Math.max(y, 0), box.height)];
    }

    function show() {
      layer.replaceChildren.apply(layer, strokes.map(function (stroke) {
        var line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
        line.setAttribute("points", points(stroke));
        line.setAttribute("class", "sheet__ink");
        return line;
      }));
    }

    function keep() {
      field.value = strokes.length ? JSON.stringify(strokes) : "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function button(words, act) {
      var made = document.createElement("button");
      made.type = "button";
      made.className = "button button--quiet";
      made.textContent = words;
      made.addEventListener("click", function () { act(); show(); keep(); });
      zone.appendChild(made);
    }

    svg.addEventListener("pointerdown", function (event) {
      now = [at(event)];
      strokes.push(now);
      svg.setPointerCapture(event.pointerId);
      show();
      event.preventDefault();
    });
    svg.addEventListener("pointermove", function (event) {
      if (!now) return;
      var next = at(event), last = now[now.length - 1];
      if (Math.abs(next[0] - last[0]) + Math.abs(next[1] - last[1]) < 3) return;
      now.push(next);
      show();
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      svg.addEventListener(name, function () { if (now) { now = null; keep(); } });
    });
    button(zone.dataset.undo, function () { strokes.pop(); });
    button(zone.dataset.clear, function () { strokes.length = 0; });
    zone.classList.add("sheet__draw--live");
  }

  function start(root) {
    root.querySelectorAll("[data-draw]").forEach(live);
  }

  document.addEventListener("DOMContentLoaded", function () { start(document); });
  document.addEventListener("htmx:load", function (event) { start(event.target); });
})();

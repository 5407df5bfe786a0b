// In a grid of typed cells the arrows up and down go to the same cell of the row above or below.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    var cell = event.target;
    if (cell.tagName !== "INPUT" || cell.type !== "text" || !cell.closest("[data-grid]")) return;
    var column = cell.name.split("-").pop();
    var same = Array.from(cell.form.elements).filter(function (one) {
      return one.type === "text" && one.name.split("-").pop() === column;
    });
    var next = same[same.indexOf(cell) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
})();

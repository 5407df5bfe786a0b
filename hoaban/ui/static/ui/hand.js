/* A hand's signature drawn with a finger, a pen or a mouse. Without this script a picture is uploaded, or a witness says so. */
(function () {
  "use strict";

  function start(canvas) {
    var pen = canvas.getContext("2d");
    var kept = document.getElementById(canvas.dataset.hand);
    var clear = document.getElementById(canvas.dataset.clear);
    var drawing = false;

    function place(event) {
      var box = canvas.getBoundingClientRect();
      return [
        (event.clientX - box.left) * canvas.width / box.width,
        (event.clientY - box.top) * canvas.height / box.height,
      ];
    }
    function stop() {
      if (drawing) kept.value = canvas.toDataURL("image/png");
      drawing = false;
    }

    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#12318f";
    canvas.addEventListener("pointerdown", function (event) {
      var at = place(event);
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(at[0], at[1]);
      pen.lineTo(at[0] + 0.1, at[1]);
      pen.stroke();
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!drawing) return;
      var at = place(event);
      pen.lineTo(at[0], at[1]);
      pen.stroke();
    });
    canvas.addEventListener("pointerup", stop);
    canvas.addEventListener("pointercancel", stop);
    clear.addEventListener("click", function () {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      kept.value = "";
    });
    canvas.closest("[hidden]").hidden = false;
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("canvas[data-hand]").forEach(start);
  });
})();

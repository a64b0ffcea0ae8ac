// A signature drawn with a finger, a pen or a mouse: kept as a path of straight strokes (« M10 20L12 24 »), never as a picture.
(() => {
  "use strict";
  const WIDTH = 600, HEIGHT = 200, LONGEST = 11900;

  function start(pad) {
    const canvas = pad.querySelector("canvas");
    const form = pad.closest("form");
    const field = form.querySelector('input[name="strokes"]');
    const tick = form.querySelector('input[name="is_typed"]');
    const pen = canvas.getContext("2d");
    let last = null;

    pad.hidden = false;
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#111111";
    redraw();

    // What was drawn before an error came back is drawn again.
    function redraw() {
      pen.clearRect(0, 0, WIDTH, HEIGHT);
      if (field.value) pen.stroke(new Path2D(field.value));
    }
    function point(event) {
      const box = canvas.getBoundingClientRect();
      const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
      return {
        x: within((event.clientX - box.left) * WIDTH / box.width, WIDTH),
        y: within((event.clientY - box.top) * HEIGHT / box.height, HEIGHT),
      };
    }
    function add(command, at) {
      if (field.value.length > LONGEST) return;
      field.value += `${command}${at.x} ${at.y}`;
    }
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      last = point(event);
      add("M", last);
      if (tick) tick.checked = false;
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = point(event);
      if (Math.hypot(next.x - last.x, next.y - last.y) < 3) return;
      pen.beginPath();
      pen.moveTo(last.x, last.y);
      pen.lineTo(next.x, next.y);
      pen.stroke();
      add("L", next);
      last = next;
    });
    const lift = () => { last = null; };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    pad.querySelector("[data-clear]").addEventListener("click", () => {
      field.value = "";
      redraw();
    });
  }

  const all = () => document.querySelectorAll("[data-signature-pad]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();

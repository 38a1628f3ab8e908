"use strict";
(function () {
  const words = document.querySelector("#words");
  if (!words) { return; }
  const choices = [...document.querySelectorAll(".tools select")];
  const found = [...document.querySelectorAll(".finding")];
  const count = document.querySelector("#count");
  const texts = found.map((one) => one.textContent.toLowerCase().replaceAll(",", ""));
  function show() {
    const asked = words.value.toLowerCase().replaceAll(",", "").split(/\s+/).filter(Boolean);
    let shown = 0;
    found.forEach((one, place) => {
      const fits = asked.every((word) => texts[place].includes(word)) &&
        choices.every((choice) => !choice.value || one.dataset[choice.name] === choice.value);
      one.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = String(shown);
  }
  words.value = new URLSearchParams(location.search).get("q") || "";
  words.addEventListener("input", show);
  choices.forEach((choice) => choice.addEventListener("change", show));
  show();
})();

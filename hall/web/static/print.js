/** A checklist that was asked for to be printed opens the print dialogue; Esc leads back to the counter. */
const button = document.getElementById("print-now");

function openDialogue() {
  window.print();
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", openDialogue);
}

document.addEventListener("keydown", (event) => {
  const back = document.getElementById("back");
  if (event.altKey && event.code === "KeyP") {
    event.preventDefault();
    openDialogue();
  } else if (event.key === "Escape" && back) {
    window.location.assign(back.href);
  }
});

if (new URLSearchParams(window.location.search).has("print")) {
  window.addEventListener("load", openDialogue);
}

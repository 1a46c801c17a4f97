/** The page is handed on: to an application of the phone, or as an address. */
const state = document.getElementById("share-state");
const share = document.getElementById("share-page");
const copy = document.getElementById("copy-address");

function address() {
  return document.getElementById("page-address").textContent.trim();
}

/** Select the address, so that it can be copied by hand where the page may not do it. */
function select() {
  const range = document.createRange();
  range.selectNodeContents(document.getElementById("page-address"));
  window.getSelection().removeAllRanges();
  window.getSelection().addRange(range);
}

async function hand() {
  try {
    await navigator.share({ title: document.title, url: address() });
  } catch (error) {
    if (error.name !== "AbortError") state.textContent = "没能打开分享，请复制网址发给对方。";
  }
}

async function take() {
  try {
    await navigator.clipboard.writeText(address());
    state.textContent = "网址已复制，可以粘贴给对方。";
  } catch {
    select();
    state.textContent = "网址已选中，请长按或按右键复制。";
  }
}

if (navigator.share) {
  share.hidden = false;
  share.addEventListener("click", hand);
}
copy.hidden = false;
copy.addEventListener("click", take);

/** What the counter's scripts say. */
export const WORDS = Object.freeze({
  chooseKeys: "，↑↓ 选，Enter 打开",
  offline: "没连上大厅，请再试一次；一直不行，请打 12345。",
  missing: (names) => `还缺 ${names.length} 样：${names.join("、")}`,
  noneNeeded: "没有必须带的材料，用得上的打勾",
  complete: "必须带的材料都齐了",
  total: (count) => `要带 ${count} 样，带了的打勾`,
  copied: "已复制，可以粘贴到微信或短信里。",
  notCopied: "没能复制，请用打印，或者到完整指南页里选中复制。",
  missingTitle: "【还缺】",
  missingEnd: "。\n\n",
  asking: "正在查…",
  openItem: (name) => `打开“${name}”的指南`,
  more: "也可能想问",
});

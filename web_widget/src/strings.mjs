/** Everything the widget itself says; what answers say comes from the hall. */
export const STRINGS = Object.freeze({
  launcher: "智能客服",
  launcher_unread: "智能客服，有 {count} 条新消息",
  title: "智能客服",
  subtitle: "同江市政务服务",
  close: "关闭",
  more: "更多",
  aloud: "朗读答复",
  aloud_failed: "这台设备现在读不出声，请看文字。",
  dictate: "说话提问",
  dictate_note: "您说的话由浏览器转成文字，声音可能会传给做浏览器的公司。请不要说身份证号、银行卡号。",
  speak: "说话",
  listening: "正在听，说完点一下",
  deaf_refused: "没有使用麦克风的权限。请在浏览器设置里允许，或者打字提问。",
  deaf_no_microphone: "没有找到麦克风，请打字提问。",
  deaf_nothing: "没有听到声音，请再说一次。",
  deaf_unable: "语音现在用不了，请打字提问。",
  clear: "清空对话",
  elder: "大字",
  human: "转人工",
  human_send: "转人工",

  log: "对话记录",
  you: "您",
  bot: "智能客服",
  staff: "工作人员",
  system: "提示",
  thinking: "正在查办事指南",
  loading: "正在打开对话",
  new_messages: "以下是新消息",

  ask: "您想问什么",
  placeholder: "您想问什么",
  send: "发送",

  most_asked: "大家常问",
  choose: "请选择",
  alternatives: "您也可能想问",
  something_else: "不是这个？",
  checklist: "打开告知单 / 打印",
  guide: "看办事指南",
  demand: "窗口多要了材料？",
  new_window: "在新窗口打开",
  source: "依据",
  attachments: "附件",
  attachment_about: "（{kind}，{size}）",

  rate: "这条答复有用吗",
  useful: "有用",
  useless: "没解决",
  rate_failed: "没有提交成功，请稍后再点。",

  waiting: "正在等工作人员答复。",
  waiting_open: "您可以接着问别的。",
  staffed: "工作人员正在与您对话。",

  unsent: "未发出",
  unsent_why: "网络不通，恢复后会自动发出。",
  resend: "现在重发",
  offline: "现在连不上智能客服，您写下的话会留着，连上就发。",
  try_again: "再试一次",
  refused: "这句话没能发出：{reason}",
  refused_unknown: "内容有误，请改一改再发。",
  plain_page: "网页问答",
  hotline: "拨打 12345",

  clear_title: "清空这段对话？",
  clear_text: "这台设备上不再显示这段对话。已经转给工作人员的问题照常办理，请先记下工单编号和查询码。",
  clear_yes: "清空",
  clear_no: "不清空",
});

/**
 * Returns the string of the table with its `{values}` filled in.
 *
 * @param {keyof typeof STRINGS} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values) {
  const given = values || {};
  return STRINGS[key].replace(/\{(\w+)\}/g, (whole, name) =>
    name in given ? String(given[name]) : whole,
  );
}

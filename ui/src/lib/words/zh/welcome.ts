import type { Words } from '..';

export const welcome: Words['welcome'] = {
  title: '欢迎',
  heading: '送修故障矿机，并知道何时修好返回',
  text: 'Hashmend 把机群的每台设备、每个 RMA 和每次维修保存在本机的一个文件里，并在寄出之前比较美国与海外维修。',
  importTitle: '导入我的机群',
  importText: '粘贴或扫描序列号，或打开一份清单。每一行先给出判定，未经查看不会写入任何内容。',
  demoTitle: '用演示机群随便看看',
  demoText: '1,200 台虚构设备和 300 张进行中的工单。均标为演示，可一键移除。',
  demoThere: '演示机群已经在这里了。',
  file: '立即提交 RMA',
  making: '正在生成演示机群',
  cancelled: '已停止，未生成任何内容。',
};

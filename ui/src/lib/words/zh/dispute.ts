import type { Words } from '..';

export const dispute: Words['dispute'] = {
  title: '争议材料',
  text: '用于保修被拒或货运索赔的单个文件，任何人都可核查：',
  holds: ['PDF：标识、保修、保管链、故障发现及日志行、维修、测试', '原始照片和文件，逐字节一致', '该设备的日志及其哈希，以及核查方法'],
  metadata: '照片保留相机写入的地点和时间。',
  packing: '正在打包',
  close: '关闭',
  save: '保存…',
  saved: (files) => `争议材料已保存，含 ${files} 个原始文件`,
  leftOut: (count, first) => `${count} 个原始文件与附加时不一致，未收入：${first}`,
  cancelled: '已取消，未保存任何内容。',
  zip: 'ZIP 压缩包',
  menu: '争议材料…',
};

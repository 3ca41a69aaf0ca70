export const chart = {
  computed: '计算方法',
  asTable: '表格',
  asChart: '图表',
};

export const turnaround = {
  title: '周转',
  views: '周转视图',
  tab: {
    'what-if': '假设',
  },
};

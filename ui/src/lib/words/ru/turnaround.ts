export const turnaround = {
  title: 'Сроки',
  views: 'Виды сроков',
  tab: {
    'what-if': 'Что если',
  },
};

export const turnaround = {
  title: 'Turnaround',
  views: 'Views of the turnaround',
  tab: {
    'what-if': 'What if',
  },
};

/** What several views of the turnaround say. */
export const figures = {
  notRead: 'The figures could not be read',
  showAll: (count: number) => `Show all ${count}`,
  showFewer: 'Show fewer',
  none: 'None yet',
  period: 'Period',
  periods: { 30: 'Last 30 days', 90: 'Last 90 days', 365: 'Last 365 days', own: 'From day to day' },
  from: 'From',
  to: 'To',
};

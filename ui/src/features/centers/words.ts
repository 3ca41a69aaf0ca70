export const words = {
  title: 'Centers',
  emptyTitle: 'No centers yet',
  emptyText: 'Repair centers in the US and overseas, with their lanes and fees.',
} as const;

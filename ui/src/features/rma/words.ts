export const words = {
  title: 'RMAs',
  emptyTitle: 'No RMAs yet',
  emptyText: 'An RMA is a batch of units sent in together.',
} as const;

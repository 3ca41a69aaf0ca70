export const words = {
  title: 'Where to send',
  emptyTitle: 'Nothing to compare yet',
  emptyText: 'Choose units, and the centers that accept them stand here side by side.',
} as const;

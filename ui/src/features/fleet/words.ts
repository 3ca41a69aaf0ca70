export const words = {
  title: 'Fleet',
  emptyTitle: 'No units yet',
  emptyText: 'Paste, scan or import a list of serials.',
} as const;

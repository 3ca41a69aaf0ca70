export const words = {
  title: 'Tickets',
  emptyTitle: 'No tickets yet',
  emptyText: 'File an RMA and its units appear here, one ticket each.',
} as const;

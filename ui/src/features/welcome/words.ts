export const words = {
  title: 'Welcome',
  emptyTitle: 'An empty desk',
  emptyText: 'Start with your own fleet, or look around with a demo fleet first.',
} as const;

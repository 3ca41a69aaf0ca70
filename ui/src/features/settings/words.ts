export const words = {
  title: 'Settings',
  emptyTitle: 'Nothing to set yet',
  emptyText: 'Theme and density are in the bar above.',
} as const;

export const turnaround = {
  title: 'Tiempos',
  views: 'Vistas de los tiempos',
  tab: {
    'what-if': '¿Y si…?',
  },
};

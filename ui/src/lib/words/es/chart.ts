export const chart = {
  computed: 'Cómo se calcula',
  asTable: 'Como tabla',
  asChart: 'Como gráfico',
};

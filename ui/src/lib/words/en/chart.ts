export const chart = {
  computed: 'How this is computed',
  asTable: 'As a table',
  asChart: 'As a chart',
};

export const chart = {
  computed: 'Как это посчитано',
  asTable: 'Таблицей',
  asChart: 'Графиком',
};

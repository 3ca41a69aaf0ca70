// Asks axe-core (already in the page) what is wrong with it: one line for each kind of trouble, with where it is.
const [done] = arguments;
window.axe.run(document, { resultTypes: ['violations'] }).then(
  ({ violations }) =>
    done(
      violations.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 4).map(({ target, any }) => `${target.join(' ')}${any[0]?.message ? ` (${any[0].message})` : ''}`);
        return `${id}: ${help}: ${where.join('; ')}${nodes.length > 4 ? ` and ${nodes.length - 4} more` : ''}`;
      }),
    ),
  (error) => done([`axe could not look: ${error}`]),
);

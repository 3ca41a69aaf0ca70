export const welcome = {
  title: 'Welcome',
  heading: 'Get broken miners repaired, and know when they are back',
  text: 'Hashmend keeps every unit, RMA and repair of your fleet in one file on this computer, and compares US and overseas repair before you send anything.',
  importTitle: 'Bring in my fleet',
  importText: 'Paste or scan serials, or open a list. Every row gets a verdict first; nothing is taken over unseen.',
  demoTitle: 'Look around with a demo fleet',
  demoText: '1,200 made-up units and 300 tickets on their way. Marked as demo, removed with one click.',
  demoThere: 'The demo fleet is here already.',
  file: 'File an RMA now',
  making: 'Making the demo fleet',
  cancelled: 'Stopped; nothing was made.',
};

// Runs when the tab is opened for the first time: only then is something drawn for it.
trigger('submit');

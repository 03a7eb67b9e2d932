"""What is known about servers, causes, routes and gates, as data and the code that reads it."""

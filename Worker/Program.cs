// A process of its own shares its work through one database: without PostgreSQL the loops run inside the Api.
await Console.Error.WriteLineAsync("A Worker of its own needs a shared database (ConnectionStrings:promptintel), which this build does not support yet. Start the Api: it runs the loops in its own process.");
return 1;

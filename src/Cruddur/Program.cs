Console.WriteLine("cruddur");

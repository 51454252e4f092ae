import dev.prefork.Cluster;
import dev.prefork.Message;
import dev.prefork.Online;
import dev.prefork.Worker;

/** A job for a worker. The primary sends one at a time to each worker of a pool. */
record Job(long number) {}

record Result(long number, boolean prime) {}

final Queue<Long> numbers = new ArrayDeque<>(List.of(1_000_003L, 1_000_005L, 1_000_007L, 7L));

void main() {
  if (Cluster.isPrimary()) {
    Cluster.on(Online.class, online -> next(online.worker()));
    Cluster.on(
        Message.class,
        message -> {
          IO.println(message.as(Result.class));
          next(message.worker());
        });
    Cluster.fork();
    Cluster.fork();
  } else {
    Worker primary = Cluster.worker();
    primary.on(
        Message.class,
        message -> {
          long number = message.as(Job.class).number();
          primary.send(new Result(number, isPrime(number)));
        });
  }
}

void next(Worker worker) {
  Long number = numbers.poll();
  if (number == null) {
    worker.disconnect(); // the primary ends with its last worker
  } else {
    worker.send(new Job(number));
  }
}

boolean isPrime(long number) {
  return LongStream.range(2, number).noneMatch(divisor -> number % divisor == 0);
}

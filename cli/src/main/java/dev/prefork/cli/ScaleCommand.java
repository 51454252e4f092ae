package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import dev.prefork.supervisor.model.Bounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code prefork scale}. */
@Command(
    name = "scale",
    description = "Changes how many workers there are.",
    exitCodeList = {
      "0:there are so many",
      "1:it failed, and there are as many as before; or something else is under way",
      "2:the arguments make no sense",
      "3:there is no such cluster"
    },
    footer = {
      "  prefork scale 4        four workers",
      "  prefork scale +2       two more",
      "  prefork scale shop -1  one fewer in that cluster"
    })
final class ScaleCommand extends ChangeCommand {
  /** More digits than any number in bounds has, and fewer than an {@code int} can take. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

  @Parameters(
      arity = "1..2",
      paramLabel = "[NAME] N|+N|-N",
      hideParamSyntax = true,
      description = "Which cluster, and how many workers, or how many more or fewer.")
  private List<String> words = new ArrayList<>();

  @Mixin private final ForceOption force = new ForceOption();

  @Override
  public Integer call() throws IOException {
    Request request = request(words.getLast());
    String name = words.size() == 2 ? words.getFirst() : null;
    return change(() -> Clusters.choose(name), request);
  }

  private Request request(String number) {
    boolean relative = number.startsWith("+") || number.startsWith("-");
    try {
      if (NUMBER.matcher(number).matches()) {
        return new Request.Scale(Integer.parseInt(number), relative, force.given());
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw misuse(
        "'%s' is no number of workers: give %s, or such as +1 or -1 for more or fewer"
            .formatted(number, Bounds.WORKERS));
  }
}

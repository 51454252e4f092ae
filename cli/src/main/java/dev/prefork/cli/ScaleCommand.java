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
    description = "Changes the number of workers.",
    exitCodeList = {
      "0:the number of workers was changed",
      "1:scaling failed and was rolled back, or another operation is in progress",
      "2:invalid arguments",
      "3:no such cluster"
    },
    footer = {
      "  prefork scale 4        run four workers",
      "  prefork scale +2       run two more workers",
      "  prefork scale shop -1  run one worker fewer in cluster shop"
    })
final class ScaleCommand extends ChangeCommand {
  /** More digits than the bounds have, and few enough for an {@code int}. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

  @Parameters(
      arity = "1..2",
      paramLabel = "[NAME] N|+N|-N",
      hideParamSyntax = true,
      description =
          "The name of the cluster, and the number of workers, 1 to 1024, or how many more or"
              + " fewer. Default: the only cluster.")
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
      // reported below
    }
    throw misuse(
        "invalid number of workers '%s': expected %s, or for example +1 or -1"
            .formatted(number, Bounds.WORKERS));
  }
}

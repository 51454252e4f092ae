package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
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
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,4}");

  @Parameters(
      arity = "1..2",
      paramLabel = "[NAME] N|+N|-N",
      hideParamSyntax = true,
      description = "Which cluster, and how many workers, or how many more or fewer.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    String number = words.getLast();
    if (!NUMBER.matcher(number).matches()) {
      throw misuse("'" + number + "' is no number of workers: give such as 4, +1 or -1");
    }
    boolean relative = !Character.isDigit(number.charAt(0));
    Request request = new Request.Scale(Integer.parseInt(number), relative);
    String name = words.size() == 2 ? words.getFirst() : null;
    return change(() -> Clusters.choose(name), request);
  }
}

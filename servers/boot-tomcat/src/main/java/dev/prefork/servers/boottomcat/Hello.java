package dev.prefork.servers.boottomcat;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Answers requests. */
@RestController
class Hello {
  private final ConfigurableApplicationContext context;

  Hello(ConfigurableApplicationContext context) {
    this.context = context;
  }

  @GetMapping("/")
  String who(HttpServletRequest request) {
    return Answers.who(
        request.getRemoteAddr(),
        request.getRemotePort(),
        request.getLocalAddr(),
        request.getLocalPort());
  }

  @GetMapping("/pause")
  String pause(HttpServletRequest request) {
    Answers.pause();
    return who(request);
  }

  @PostMapping("/echo")
  String echo(@RequestBody byte[] body) {
    return Answers.received(body);
  }

  @GetMapping("/stop")
  String stop(HttpServletRequest request) {
    Ending.stop(context::close);
    return who(request);
  }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.alert.situation.Situation;
import io.nameplate.alerting.alert.situation.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A message's body, as plain text and as HTML that every mail program shows. */
final class Letter {

    private final Words words;
    private final Situation situation;
    private final String kind;
    private final String link;
    private final String results;

    Letter(Situation situation, String kind, String baseUrl) {
        this.words = new Words(situation);
        this.situation = situation;
        this.kind = kind;
        String lease = URLEncoder.encode(situation.lease().lease().value(), StandardCharsets.UTF_8);
        this.link = baseUrl + "/portal/?lease=" + lease;
        this.results = baseUrl + "/api/v1/contents?lease=" + lease;
    }

    private boolean isAbout() {
        return situation.first().stands();
    }

    String plain() {
        StringBuilder text = new StringBuilder(words.sentence()).append("\n\n");
        if (!words.others().isEmpty()) {
            text.append("The same cause:\n");
            words.others().forEach(line -> text.append("- ").append(line).append('\n'));
            text.append('\n');
        }
        if (isAbout()) {
            text.append(words.atStake()).append("\n\n");
            text.append("What to tell the tenant:\n")
                    .append(words.tellTheTenant())
                    .append("\n\n");
        }
        return text.append("Live figures: ")
                .append(link)
                .append("\nSettled results, to check or recompute: ")
                .append(results)
                .append("\n\n-- \n")
                .append(footer())
                .append('\n')
                .toString();
    }

    private String footer() {
        String ids = situation.deviations().stream()
                .map(deviation -> deviation.id().toString())
                .collect(Collectors.joining(", "));
        return ids + ", " + kind + ". Times are in the lease's zone. Answering or silencing this message"
                + " changes no contract fact.";
    }

    String subject() {
        return words.subject(kind);
    }

    String html() {
        String colour = kind.equals("opened") || kind.equals("reopened") ? "#b4371f" : "#2f6f4f";
        StringBuilder html = new StringBuilder("<!doctype html><html><body style=\"margin:0;padding:24px;background:"
                        + "#f5f5f2;font-family:system-ui,-apple-system,'Segoe UI',sans-serif;color:#1c1f24\">"
                        + "<div style=\"max-width:560px;margin:0 auto;background:#fff;border-radius:10px;padding:24px;"
                        + "border-top:4px solid ")
                .append(colour)
                .append("\"><h1 style=\"font-size:18px;margin:0 0 12px\">")
                .append(escaped(words.subject(kind)))
                .append("</h1>")
                .append(paragraph(words.sentence()));
        if (!words.others().isEmpty()) {
            html.append("<p style=\"font-size:13px;color:#5c636e;margin:20px 0 4px\">The same cause</p>"
                    + "<ul style=\"margin:0 0 12px;padding-left:20px;line-height:1.5\">");
            words.others()
                    .forEach(line -> html.append("<li>").append(escaped(line)).append("</li>"));
            html.append("</ul>");
        }
        if (isAbout()) {
            html.append(paragraph(words.atStake()))
                    .append("<p style=\"font-size:13px;color:#5c636e;margin:20px 0 4px\">What to tell the tenant</p>")
                    .append("<blockquote style=\"margin:0 0 16px;padding:10px 14px;background:#f5f5f2;border-radius:"
                            + "6px;line-height:1.5\">")
                    .append(escaped(words.tellTheTenant()))
                    .append("</blockquote>");
        }
        return html.append("<p><a href=\"")
                .append(escaped(link))
                .append("\" style=\"color:#2456a6\">Live figures of ")
                .append(escaped(situation.lease().lease().value()))
                .append("</a> &middot; <a href=\"")
                .append(escaped(results))
                .append(
                        "\" style=\"color:#2456a6\">Settled results</a>, to check or recompute</p><p style=\"font-size:12px;color:#5c636e;margin:20px 0 0\">")
                .append(escaped(footer()))
                .append("</p></div></body></html>")
                .toString();
    }

    private static String paragraph(String text) {
        return "<p style=\"line-height:1.5;margin:0 0 12px\">" + escaped(text) + "</p>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

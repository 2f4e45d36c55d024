/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** How a command tells what it found: to a person or to a program. */
enum Output {
    TABLE,
    JSON;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What {@code -o} asks for. */
    static Output of(Arguments arguments) {
        return switch (arguments.text("-o").orElse("table")) {
            case "table" -> TABLE;
            case "json" -> JSON;
            default ->
                throw new Arguments.WrongCall("-o must be table or json, found '"
                        + arguments.text("-o").orElse("") + "'");
        };
    }

    /** Prints an object as JSON, in one line. */
    static void json(PrintStream out, Map<String, ?> content) {
        try {
            out.println(MAPPER.writeValueAsString(content));
        } catch (JsonProcessingException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}

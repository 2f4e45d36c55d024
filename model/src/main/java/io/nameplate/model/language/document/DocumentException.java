/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

import java.util.List;
import java.util.stream.Collectors;

/** A document that cannot be accepted; its message is every problem, one per line. */
public final class DocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public DocumentException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}

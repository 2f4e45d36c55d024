/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Instant;
import java.util.Set;

/** Reads windows and orders. */
final class WindowReader {

    private final Problems problems;
    private final ScopeReader scopes;

    WindowReader(Problems problems, ScopeReader scopes) {
        this.problems = problems;
        this.scopes = scopes;
    }

    Window window(Tree tree) {
        Fields fields = Fields.of(tree, problems, "a window or order");
        OrderId id = fields.id("id", OrderId::new);
        State state = fields.oneOf("state", State.class);
        if (state != State.EXCLUDED && state != State.OUTSIDE_CONTROL && state != State.CURTAILED) {
            fields.problem("state", "'state' must be one of excluded, outside_control, curtailed");
            state = State.EXCLUDED;
        }
        Instant from = fields.instant("from");
        Instant to = fields.instant("to");
        if (!to.isAfter(from)) {
            fields.problem("to", "'to' must be after 'from'");
        }
        Instant noticed = fields.has("noticed") ? fields.instant("noticed") : null;
        if (noticed != null && state != State.EXCLUDED) {
            fields.problem("noticed", "'noticed' belongs to agreed maintenance (excluded) alone");
        }
        Scope scope = new Scope(Set.of(), Set.of(), Set.of(), Set.of());
        if (fields.has("scope")) {
            scope = scopes.scope(fields, "what the window covers");
        }
        String reason = fields.text("reason");
        fields.end();
        return new Window(id, state, from, to, scope, reason, noticed);
    }
}

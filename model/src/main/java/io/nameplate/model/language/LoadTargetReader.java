/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads which load targets of a grid operator's provider are curtailment orders, and for what. */
final class LoadTargetReader {

    private static final Duration LONGEST = Duration.ofDays(31);

    private final Problems problems;
    private final Names names;
    private final ScopeReader scopes;

    LoadTargetReader(Problems problems, Names names, ScopeReader scopes) {
        this.problems = problems;
        this.names = names;
        this.scopes = scopes;
    }

    LoadTargetRule rule(Tree tree) {
        Fields fields = Fields.of(tree, problems, "a rule for load targets");
        String provider = fields.text("provider");
        List<String> feeds = fields.values("feeds", feed -> feed);
        if (fields.has("feeds") && feeds.isEmpty()) {
            fields.problem("feeds", "'feeds' names no feed; leave it out for all orders of the provider");
        }
        feeds.forEach(
                feed -> names.unique("feed '" + feed + "' of provider '" + provider + "'", fields.place("feeds")));
        if (feeds.isEmpty()) {
            names.unique("the rule for all feeds of provider '" + provider + "'", fields.place());
        }
        Scope scope = scopes.scope(fields, "what its orders cover");
        if (fields.has("scope") && scope.equals(new Scope(Set.of(), Set.of(), Set.of(), Set.of()))) {
            fields.problem(
                    "scope", "'scope' must name halls, blocks, nodes or leases: what the provider's orders cover");
        }
        Duration openFor = fields.has("open_ended_for") ? limit(fields, "open_ended_for") : null;
        Duration receiptWithin = fields.has("receipt_within") ? limit(fields, "receipt_within") : null;
        fields.end();
        return new LoadTargetRule(provider, Set.copyOf(feeds), scope, openFor, receiptWithin);
    }

    private static Duration limit(Fields fields, String key) {
        Duration limit = fields.duration(key);
        if (limit.compareTo(Duration.ofSeconds(1)) < 0 || limit.compareTo(LONGEST) > 0 || limit.toMillisPart() != 0) {
            fields.problem(key, "'" + key + "' must be whole seconds, from 1s to 31d");
        }
        return limit;
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.redfish.SystemState;
import io.nameplate.collectors.redfish.SystemState.NotASystem;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The management controller of one node. It is asked whether anything is new since its last answer; but one time in ten
 * for all of it, because there are controllers whose mark of what is new does not follow the power state. One that gives
 * no answer says nothing: its last word ends by itself.
 */
final class BmcScrape implements Interpreter {

    private static final int ANYWAY = 10;
    private static final Pattern ETAG = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private final NodeId node;
    private final Duration hold;
    private String etag = "";
    private int asked;
    private @Nullable Witness last;

    BmcScrape(NodeId node, Duration hold) {
        this.node = node;
        this.hold = hold;
    }

    @Override
    public boolean wantsBoot(long at) {
        return false;
    }

    @Override
    public synchronized String etag() {
        return asked++ % ANYWAY == 0 ? "" : etag;
    }

    @Override
    public boolean mayBeAskedLess() {
        return true;
    }

    @Override
    public synchronized Found read(Fetched text, Optional<Fetched> boot, long at) {
        Trouble failed = text.trouble();
        if (failed != null) {
            return nothing(failed, text.detail());
        }
        try {
            Witness power = text.isUnchanged() ? last : SystemState.power(text.body());
            if (power == null) {
                return nothing(Trouble.HTTP_ERROR, "HTTP status 304 without a word before");
            }
            if (!text.isUnchanged()) {
                etag = ETAG.matcher(text.etag()).matches() ? text.etag() : "";
            }
            last = power;
            return new Found(List.of(Reachability.byBmc(node, at, hold, power)), null, "");
        } catch (NotASystem wrong) {
            return nothing(Trouble.UNREADABLE, String.valueOf(wrong.getMessage()));
        }
    }

    private Found nothing(Trouble trouble, String detail) {
        etag = "";
        last = null;
        return new Found(List.of(), trouble, detail);
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.model.Rooms;

/** The rooms of this module: the ledger knows no alerts, and neither knows the web. */
@AnalyzeClasses(packages = "io.nameplate.alerting", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    private static final String ROOT = "io.nameplate.alerting.";

    @ArchTest
    static final ArchRule theLedgerNeverImportsAlerts =
            Rooms.of(ROOT + "ledger..").knowNoneOf(ROOT + "alert..", ROOT + "web..", ROOT + "boot..");

    @ArchTest
    static final ArchRule alertsKnowNoWeb = Rooms.of(ROOT + "alert..").knowNoneOf(ROOT + "web..", ROOT + "boot..");

    @ArchTest
    static final ArchRule theLedgerKnowsNoFramework = Rooms.of(
                    ROOT + "ledger..", ROOT + "alert.situation..", ROOT + "alert.outbox..")
            .knowNoneOf("io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..");

    @ArchTest
    static final ArchRule onlyTheMailRoomKnowsTheMailer =
            Rooms.of(ROOT + "alert.mail..", ROOT + "boot..").aloneKnow("io.quarkus.mailer..");

    /** That place is the module 'orders', for the collectors too. */
    @ArchTest
    static final ArchRule signaturesAreVerifiedInOnePlace = Rooms.nobodyKnows("com.nimbusds..");

    @ArchTest
    static final ArchRule timeIsInjected = Rooms.of(ROOT + "boot..").aloneReadAClock();

    @ArchTest
    static final ArchRule thereAreNoCycles =
            slices().matching("io.nameplate.alerting.(**)").should().beFreeOfCycles();
}

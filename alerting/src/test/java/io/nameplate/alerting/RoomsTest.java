/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** The rooms of this module: the ledger knows no alerts, and neither knows the web. */
@AnalyzeClasses(packages = "io.nameplate.alerting", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    private static final String ROOT = "io.nameplate.alerting.";

    @ArchTest
    static final ArchRule theLedgerNeverImportsAlerts = noClasses()
            .that()
            .resideInAPackage(ROOT + "ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "alert..", ROOT + "web..", ROOT + "boot..");

    @ArchTest
    static final ArchRule alertsKnowNoWeb = noClasses()
            .that()
            .resideInAPackage(ROOT + "alert..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "web..", ROOT + "boot..");

    @ArchTest
    static final ArchRule theLedgerKnowsNoFramework = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "ledger..", ROOT + "alert.situation..", ROOT + "alert.outbox..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..");

    @ArchTest
    static final ArchRule onlyTheMailRoomKnowsTheMailer = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "alert.mail..", ROOT + "boot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.quarkus.mailer..");

    /** That place is the module 'orders', for the collectors too. */
    @ArchTest
    static final ArchRule signaturesAreVerifiedInOnePlace =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "boot..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule thereAreNoCycles =
            slices().matching("io.nameplate.alerting.(**)").should().beFreeOfCycles();
}

using PromptIntel.Bench.Extraction;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>The rules of the questionnaire prompt as shipped: what a bare word does not say is not read.</summary>
public sealed class ShippedRulesTests
{
    private static readonly ShippedExtraction Shipped = ShippedExtraction.Load(SourceTree.Root);

    [Theory]
    [InlineData("Country: El Salvador", "country", "\"El Salvador\"")]
    [InlineData("Country: Salvador", "country", "null")]
    [InlineData("Member clubs: 12", "number_of_teams", "12")]
    [InlineData("Member leagues: 12", "number_of_teams", "null")]
    [InlineData("Season start: 1 March 2027", "season_start", "\"2027-03-01\"")]
    [InlineData("Start: 1 March 2027", "season_start", "null")]
    [InlineData("Start: 1 March 2027", "requested_start_date", "null")]
    [InlineData("Begin: 1 March 2027", "founded_year", "null")]
    [InlineData("From: Ann Lee", "contact_name", "\"Ann Lee\"")]
    [InlineData("Contact: Will Barnes", "contact_name", "\"Will Barnes\"")]
    [InlineData("League: Next Gen Cup", "league_name", "\"Next Gen Cup\"")]
    [InlineData("Anti-doping: follows the federation's rules", "has_anti_doping_policy", "true")]
    [InlineData("Official rules: follow the association's code", "has_official_rules", "true")]
    [InlineData("Broadcast partners: DAZN, Twitter (X), Acme TV", "broadcast_partners", "[\"DAZN\",\"Twitter\",\"Acme TV\"]")]
    public void Value_WhenReadByTheShippedRules_IsWhatTheTextSays(string text, string field, string expected) =>
        Assert.Equal(expected, Shipped.Extract(text).Value.GetProperty(field).GetRawText());

    [Theory]
    [InlineData("Contact: Ann Lee", "")]
    [InlineData("Contact: Ann Lee\nPhone: on our paper", "phone")]
    [InlineData("Contact: Ann Lee\nPhone: +47 22 33 44 SHOP", "phone")]
    public void WhatWasReadAsOneField_IsNoDoubtAboutAnother(string text, string unread) =>
        Assert.Equal(unread, string.Join(' ', Shipped.Extract(text).Unread.Select(item => item.Field)));
}
